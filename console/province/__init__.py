"""The pages of a province: how its wards are. They know no ward's database, only the registry."""
