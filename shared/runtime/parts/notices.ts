import { noticeStore } from '#shared/store/notice-store';
import { env } from '../env.ts';
import { dynamo } from './tables.ts';

export const notices = () => noticeStore({ client: dynamo, name: env('DESK_TABLE') });
