-- When what a person had decided about was no longer so at the provider: should it say the same again, it is asked anew.
alter table alerts add column over_at bigint;
