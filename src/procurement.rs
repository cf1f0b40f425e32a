//! What is being bought, and how its tenders are assessed.

pub mod method;
