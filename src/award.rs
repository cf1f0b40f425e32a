//! From consensus scores and prices to a result: exact arithmetic by the published method.
