-- What nobody asks about any more, by the end of its voucher: looked through for what a clock that was wrong has given up.

create index charges_unasked on charges (voucher_expires_at) where look_at is null;
