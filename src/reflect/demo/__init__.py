"""The sample programme: three fictional pairs and their filled workbooks."""
