/** What stands for the address of brokers where the services share a bus within their process. */
export const inProcessBrokers = 'in-process:0';
