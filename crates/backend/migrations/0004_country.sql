-- What a second country and a second provider bring: a customer's identity document, and the provider's own page of a voucher.

alter table charges add column customer_document text;
alter table charges add column voucher_link text;

-- The amount a provider has been asked to change a charge to, until we know whether it did.
alter table charges add column amending bigint;
