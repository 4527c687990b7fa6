//! Nationals in an emergency abroad: who they are, where they are, and how they get out together.
