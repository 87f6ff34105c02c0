-- What waits for one endpoint, found without walking past what waits for another that hangs.

create index deliveries_of_endpoint on deliveries (endpoint_id, next_at) where state = 'waiting';
