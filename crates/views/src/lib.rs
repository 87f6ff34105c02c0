//! What is drawn on both sides: in the browser and by the server.
