-- People are known by their ids at Telegram, and templates of ours may be written for it.
alter domain identity_kind drop constraint identity_kind_check;
alter domain identity_kind add constraint identity_kind_check
  check (value in ('PHONE', 'BSUID', 'EMAIL', 'DEVICE', 'TELEGRAM'));
alter table templates
  drop constraint templates_channel_check,
  add constraint templates_channel_check check (channel in ('WHATSAPP', 'SMS', 'EMAIL', 'PUSH', 'TELEGRAM'));
