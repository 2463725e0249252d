import type { Head } from '#shared/conversation/head';
import type { Sockets } from '#shared/sockets/sockets';
import type { NoticeStore } from '#shared/store/notice-store';

type Needs = { notices: Pick<NoticeStore, 'watchers' | 'unwatch'>; sockets: Sockets };

/** A supervisor was told, or what she was told of is over: her open screens ask anew. Every other change costs nothing here. */
export const tellSupervisors =
  ({ notices, sockets }: Needs) =>
  async ({ before, after }: { before: Head | undefined; after: Head }): Promise<void> => {
    if (before?.supervisorToldAt === after.supervisorToldAt) return;
    await Promise.all(
      (await notices.watchers()).map(async (connectionId) => {
        if ((await sockets.push(connectionId, { type: 'noticed' })) === 'gone') await notices.unwatch(connectionId);
      }),
    );
  };
