-- What a merchant's token may do, and until when. One of before has neither: it does all, and never ends.
alter table tokens add column scope text;          -- a word of Scope in scope.rs: read, orders, all
alter table tokens add column expires_at bigint;
