import { openapi } from '@fileonion/contract/openapi';
import type { RequestHandler } from 'express';
import { callOf } from './call';
import { sendDocument, sendHtml } from './envelope';
import { errorsPage } from './pages/errors';
import { referencePage } from './pages/reference';
import { webhooksPage } from './pages/webhooks';
import type { Page } from './target';

/** Serves the gateway's own pages. All are made of the contract, once, when they are first asked for. */
export function pages(): RequestHandler {
  const made = new Map<Page, string>();
  return (_req, res, next) => {
    const { target } = callOf(res);
    if (target.kind !== 'page') return next();
    const text = made.get(target.page) ?? makers[target.page]();
    made.set(target.page, text);
    if (target.page === 'openapi') sendDocument(res, text);
    else sendHtml(res, text);
  };
}

const makers: Record<Page, () => string> = {
  openapi: () => JSON.stringify(openapi),
  reference: referencePage,
  webhooks: webhooksPage,
  errors: errorsPage,
};
