//! The REST binding of EPCIS 2.0: events out of the index, and events in.
