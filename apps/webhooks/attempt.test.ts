import { answered, unanswered } from './attempt';

const at = new Date();
const answerOf = (body: Buffer) => answered(at, 1, { status: 200, headers: {}, body }).attempt.answer;

describe('the log of an attempt', () => {
  it('leaves out a character that is cut in two', () => {
    const text = Buffer.from('four €');
    expect(answerOf(text)).toBe('four €');
    expect(answerOf(text.subarray(0, -1))).toBe('four ');
    expect(answerOf(text.subarray(5, 6))).toBeUndefined();
  });

  it('shows an answer that is no text as far as it can be shown in the same room', () => {
    expect(answerOf(Buffer.from('a\xff in bytes', 'latin1'))).toBe('a\ufffd in byt');
    expect(answerOf(Buffer.alloc(4096, 0xff))).toBe('\ufffd'.repeat(1365));
  });

  it('says in words why there was no answer', () => {
    const tooLong = Object.assign(new Error('Headers Overflow Error'), { code: 'UND_ERR_HEADERS_OVERFLOW' });
    expect(unanswered(at, 1, tooLong).attempt.error).toBe('the headers of the answer are too long');
    const provisional = Object.assign(new Error('bad response'), { code: 'UND_ERR_SOCKET' });
    expect(unanswered(at, 1, provisional).attempt.error).toBe('the endpoint answered 100, which nobody had asked for');
    expect(unanswered(at, 1, new DOMException('cut short', 'AbortError')).attempt.error).toBe('cut short');
  });
});
