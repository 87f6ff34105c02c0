-- When to ask, by provider: what is looked for every few seconds is read from the charges that wait, not from all there ever were.

drop index charges_to_look_at;
create index charges_to_look_at on charges (look_at) where look_at is not null;
create index charges_due on charges (provider, look_at, id) where look_at is not null;
