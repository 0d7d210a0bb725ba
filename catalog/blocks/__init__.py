"""StreamField blocks of a product page: specification rows and the story."""

from .specification import SPECIFICATION_BLOCKS
from .story import STORY_BLOCKS

__all__ = ["SPECIFICATION_BLOCKS", "STORY_BLOCKS"]
