//! The people who assess: individual scores, moderation and consensus.
