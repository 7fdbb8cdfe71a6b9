"""From items and a patient to findings, explanations and monographs."""
