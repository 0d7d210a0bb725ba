"""The admin's calendar writes days as Russians do, whatever language its reader has chosen."""

from django.conf.locale.en.formats import DATE_INPUT_FORMATS as DAYS
from django.conf.locale.en.formats import DATETIME_INPUT_FORMATS as MOMENTS

DATE_INPUT_FORMATS = [*DAYS, "%d.%m.%Y"]
DATETIME_INPUT_FORMATS = [*MOMENTS, "%d.%m.%Y %H:%M"]
