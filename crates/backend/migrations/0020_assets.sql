-- What pages load, of every release that served this db of late: a page that was loaded before an upgrade, or by another copy,
-- finds it by its name, which holds the hash of what is in it.

create table assets (
    path text primary key,              -- assets/boot.0123ab.js
    plain text not null,                -- base64, because every db of ours has texts and numbers only
    brotli text,
    gzip text,
    bytes bigint not null,              -- of all three
    seen_at bigint not null             -- when a program last had it among its own
);

create index assets_by_age on assets (seen_at);
