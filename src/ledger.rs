//! The record: events, their tree and checkpoints, disclosures, and how a stranger verifies them.
