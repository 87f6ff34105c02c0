-- Who is at the work of an unanswered key, and until when: twins of one request may reach two copies of the backend.

alter table idempotency_keys add column claimed_by text;
alter table idempotency_keys add column claimed_until bigint;

-- Keys are forgotten by their age.
create index idempotency_keys_by_age on idempotency_keys (created_at);
