"""The tab of evaluation: runs, their scores, and their cases."""
