"""All cases with known answers pass. Minutes."""
import unittest

import verify_answer


class Full(verify_answer.Answer):
    words = ()


if __name__ == "__main__":
    unittest.main()
