-- What a merchant searches for whole is found by an index, the newest first, however many orders there are.

create index orders_by_reference on orders (lower(reference), created_at, id);
create index charges_by_digits on charges (voucher_digits, created_at);

-- By age within each address and phone, for a shop may write its own for all who have none. These serve what the two
-- they take the place of served.
create index charges_by_email on charges (lower(customer_email), created_at, id);
create index charges_by_phone on charges (customer_phone, created_at, id);
drop index charges_of_email;
drop index charges_of_phone;
