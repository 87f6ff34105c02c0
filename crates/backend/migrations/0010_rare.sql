-- Orders that are rare however many there are, by the state their charges stand in: those that wait for money, and those
-- whose money went back.

create index charges_in_rare_state on charges (state, order_id) where state in ('requested', 'pending', 'refunded');
