/**
 * Mobile numbers people sign in by (decision 0054), in the one form in which they are compared. A number may stand here for several people: the
 * one who entered it first, `seq`, has it. Numbers there already are taken over in the order their people were made.
 */
export default {
  id: '0085-sign-in-mobiles',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table sign_in_mobile (
        tenant_id int not null references tenant (id) on delete cascade, user_id uuid not null,
        mobile text not null, seq bigint not null generated always as identity,
        primary key (tenant_id, user_id));
      create index sign_in_mobile_number on sign_in_mobile (mobile, seq);
      grant select, insert, update, delete on sign_in_mobile to huanke_app;
      do $$ begin
        if to_regclass('app_user') is not null then
          insert into sign_in_mobile (tenant_id, user_id, mobile)
          select tenant_id, id, mobile from (
            select u.tenant_id, u.id, regexp_replace(regexp_replace(u.phone, '[^0-9]', '', 'g'), '^(00)?86(?=1[3-9][0-9]{9}$)', '') as mobile
            from app_user u
            where u.deleted_at is null and u.phone ~ '^[(]?([+][(]?86|0086|86|1)[0-9 ()+.-]*$'
          ) n where mobile ~ '^1[3-9][0-9]{9}$' order by id;
        end if;
      end $$`);
  },
};
