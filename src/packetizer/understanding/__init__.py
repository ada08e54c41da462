"""What each paper is, where it begins and ends, and what it says. Pure: no disk, no engine, no clock."""
