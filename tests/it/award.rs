//! Assessment methodologies, the arithmetic of an award, and what suppliers are told of it.

mod methods;
