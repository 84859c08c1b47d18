"""From a document to drafts: taken in, read, corrected by people in turns, confirmed."""
