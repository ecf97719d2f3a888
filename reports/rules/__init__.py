"""What reports reckon with. Pure: no database, no clock."""
