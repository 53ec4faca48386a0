import { tenantTable } from '../tenant-table.ts';

/** Work platforms (WeCom, DingTalk, Feishu) of a company, who is who there, and notices that go there. */
export default {
  id: '0077-work-apps',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table work_app (
        tenant_id int not null, platform text not null check (platform in ('wecom', 'dingtalk', 'feishu')),
        -- the company's own at the platform (WeCom: corpid), and the app in it where that is told apart
        app_id text not null, agent_id text, secret text not null,
        sign_in boolean not null default false,
        -- the address people open the product at, for links
        site text not null,
        failed_at timestamptz, failure text, updated_at timestamptz not null, updated_by uuid,
        primary key (tenant_id, platform));
      ${tenantTable('work_app')}

      create table work_app_user (
        tenant_id int not null, platform text not null, user_id uuid not null,
        account text not null, linked_by text not null check (linked_by in ('hand', 'self', 'match', 'import')), linked_at timestamptz not null,
        -- since when the platform says that it knows nobody of that name; nothing is sent until linked anew
        unknown_at timestamptz,
        primary key (tenant_id, platform, user_id), unique (tenant_id, platform, account));
      create index work_app_user_user on work_app_user (tenant_id, user_id);
      ${tenantTable('work_app_user')}

      alter table notification
        -- as push: null is not by a work platform; waiting, sent, dropped, failed
        add column app text,
        add column app_at timestamptz,
        add column app_tries int not null default 0,
        -- platforms that still lack it after a try; null: all
        add column app_left text[];
      create index notification_app on notification (tenant_id, app_at) where app = 'waiting';`);
  },
};
