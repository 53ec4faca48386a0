import { label } from '../kernel/index.ts';
import type { BelongingDefinition } from '../module/index.ts';

/** What the platform's own folders keep for one user alone. */
export const platformBelongings: readonly BelongingDefinition[] = [
  { table: 'session', label: label('登录会话', 'Sessions'), told: ['device', 'address', 'created_at', 'last_seen_at'] },
  { table: 'push_device', label: label('推送设备', 'Push devices'), told: ['created_at', 'reached_at'] },
  {
    table: 'api_token',
    label: label('访问令牌', 'Access tokens'),
    told: ['name', 'hint', 'scopes', 'created_at', 'expires_at', 'last_used_at', 'revoked_at'],
  },
  {
    table: 'mailbox',
    label: label('邮箱', 'Mailbox'),
    told: ['address', 'name', 'login', 'imap_host', 'smtp_host', 'signature', 'blocked', 'since', 'read_at'],
  },
  {
    table: 'work_app_user',
    label: label('办公平台账号', 'Accounts at work platforms'),
    told: ['platform', 'account', 'linked_by', 'linked_at'],
  },
  { table: 'mail_removed', label: label('已移除的邮件', 'Letters removed'), told: [] },
  { table: 'email_draft', label: label('邮件草稿', 'Drafts'), told: ['created_at', 'updated_at', 'status', 'content'] },
  { table: 'mail_drop_address', label: label('密送地址', 'Drop address'), told: ['created_at'] },
  { table: 'saved_view', user: 'owner', spares: 'shared', label: label('视图', 'Views'), told: ['object', 'name', 'shared', 'definition'] },
  { table: 'notification', label: label('通知', 'Notices'), told: ['at', 'kind', 'object', 'record_id', 'read_at'] },
  { table: 'notification_choice', label: label('通知设置', 'Notification choices'), told: ['choice', 'updated_at'] },
  { table: 'user_preference', label: label('界面偏好', 'Preferences'), told: ['key', 'value'] },
  { table: 'recent_record', label: label('最近查看', 'Recently seen'), told: ['object', 'record_id', 'at'] },
  { table: 'favourite', label: label('收藏', 'Favourites'), told: ['object', 'record_id'] },
  { table: 'follow', label: label('关注', 'Follows'), told: ['object', 'record_id', 'at', 'active'] },
  {
    table: 'rep_profile',
    label: label('接单资料', 'Profile for assignment'),
    told: ['skills', 'languages', 'regions', 'capacity', 'weight', 'away_from', 'away_until', 'shift', 'base'],
  },
];
