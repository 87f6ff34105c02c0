//! The JSON between the widget and the backend.
