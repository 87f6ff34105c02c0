  and id in (select order_id from alerts where settled_at is null)
