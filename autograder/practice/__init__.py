"""What students run themselves, without the judge: visible checks and what they tell."""
