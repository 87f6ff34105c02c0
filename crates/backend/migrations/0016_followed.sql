-- How far the events of each provider have been followed, in its own words.

create table followed (
    provider text primary key,
    reached text not null,
    at bigint not null
);
