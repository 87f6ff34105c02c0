-- The charges of an order stand in one line: who saw three of them and adds a fourth is told when somebody else just has.

create unique index charges_in_line on charges (order_id, position);
