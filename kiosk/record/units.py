# SPDX-License-Identifier: EUPL-1.2
"""The units readings come in. UCUM codes; MDC codes of ISO/IEEE 11073-10101, partition 4, as 262144 + term.

MDC terms were compared with the tables that implementations of 11073-20601 carry (dimension terms of 11073-10404,
-10407, -10408, -10415, -10417). For ounce and stone no term was found, so none is given.
"""

from __future__ import annotations

from kiosk.record.coded import Unit

PERCENT = Unit(ucum="%", text="%", mdc=262688, mdc_name="MDC_DIM_PERCENT")
DIMENSIONLESS = Unit(ucum="1", text="1", mdc=262656, mdc_name="MDC_DIM_DIMLESS")
BEATS_PER_MIN = Unit(ucum="/min", text="beats/minute", mdc=264864, mdc_name="MDC_DIM_BEAT_PER_MIN")
BREATHS_PER_MIN = Unit(ucum="/min", text="breaths/minute", mdc=264928, mdc_name="MDC_DIM_RESP_PER_MIN")

MMHG = Unit(ucum="mm[Hg]", text="mmHg", mdc=266016, mdc_name="MDC_DIM_MMHG")
KILOPASCAL = Unit(ucum="kPa", text="kPa", mdc=265987, mdc_name="MDC_DIM_KILO_PASCAL")

KILOGRAM = Unit(ucum="kg", text="kg", mdc=263875, mdc_name="MDC_DIM_KILO_G")
GRAM = Unit(ucum="g", text="g", mdc=263872, mdc_name="MDC_DIM_X_G")
POUND = Unit(ucum="[lb_av]", text="lb", mdc=263904, mdc_name="MDC_DIM_LB")
OUNCE = Unit(ucum="[oz_av]", text="oz")
STONE = Unit(ucum="[stone_av]", text="st")

CENTIMETRE = Unit(ucum="cm", text="cm", mdc=263441, mdc_name="MDC_DIM_CENTI_M")
METRE = Unit(ucum="m", text="m", mdc=263424, mdc_name="MDC_DIM_X_M")
MILLIMETRE = Unit(ucum="mm", text="mm", mdc=263442, mdc_name="MDC_DIM_MILLI_M")
INCH = Unit(ucum="[in_i]", text="in", mdc=263520, mdc_name="MDC_DIM_INCH")
KG_PER_M2 = Unit(ucum="kg/m2", text="kg/m²", mdc=264096, mdc_name="MDC_DIM_KG_PER_M_SQ")

MMOL_PER_L = Unit(ucum="mmol/L", text="mmol/L", mdc=266866, mdc_name="MDC_DIM_MILLI_MOLE_PER_L")
MG_PER_DL = Unit(ucum="mg/dL", text="mg/dL", mdc=264274, mdc_name="MDC_DIM_MILLI_G_PER_DL")

CELSIUS = Unit(ucum="Cel", text="°C", mdc=268192, mdc_name="MDC_DIM_DEGC")
FAHRENHEIT = Unit(ucum="[degF]", text="°F", mdc=266560, mdc_name="MDC_DIM_FAHR")
