"""From a case to the finished packet, the worksheet and the manifest."""
