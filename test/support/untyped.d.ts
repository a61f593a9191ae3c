/** Libraries of browsers that bring no types: what tests use of them. */
declare module 'phoenix' {
  interface Push {
    receive(status: string, callback: (response: unknown) => void): Push;
  }
  class Channel {
    join(): Push;
    push(event: string, payload: object): Push;
    on(event: string, callback: (payload: unknown) => void): void;
  }
  class Socket {
    constructor(endPoint: string, options: { transport: unknown; params?: object; heartbeatIntervalMs?: number });
    connect(): void;
    disconnect(): void;
    channel(topic: string, params?: object): Channel;
  }
}

declare module '@rails/actioncable' {
  interface Subscription {
    perform(action: string, data: object): void;
    unsubscribe(): void;
  }
  interface Consumer {
    readonly subscriptions: {
      create(identifier: object, callbacks: { connected?: () => void; received?: (data: unknown) => void }): Subscription;
    };
    disconnect(): void;
  }
  const cable: { createConsumer(url: string): Consumer; adapters: { WebSocket: unknown } };
  export default cable;
}
