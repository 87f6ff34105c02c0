-- What a second country and a second provider bring: a customer's identity document, and the provider's own page of a voucher.

alter table charges add column customer_document text;
alter table charges add column voucher_link text;
