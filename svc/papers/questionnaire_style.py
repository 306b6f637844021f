"""The page a questionnaire is printed on: dark on white, circles large enough for a pen."""

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  @page {{ size: {size}; margin: {margin}; }}
  * {{ box-sizing: border-box; margin: 0; padding: 0; }}
  body {{
    color: #1d1b18; background: #fff; max-width: 190mm; margin: 0 auto; padding: 6mm;
    font: {type}/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
      "Hiragino Sans GB", SimHei, sans-serif;
  }}
  header {{ border-bottom: .5mm solid #1d1b18; padding-bottom: 2.5mm; margin-bottom: 3mm; }}
  .shop {{ color: #5b554d; }}
  h1 {{ font-size: 1.6em; line-height: 1.3; }}
  .intro {{ margin-bottom: 3mm; }}
  table {{ width: 100%; border-collapse: collapse; margin-bottom: 3mm; }}
  th {{ font-weight: 400; text-align: left; vertical-align: middle; }}
  tr, section {{ break-inside: avoid; }}
  .rows > tbody > tr {{ border-bottom: .2mm solid #cfc9bf; }}
  .rows tbody th {{ padding: 1.1mm 3mm 1.1mm 1.7em; text-indent: -1.7em; }}
  .rows tbody .total th {{ text-indent: 0; }}
  td {{ text-align: center; padding: .8mm 0; width: 7.6mm; }}
  .pairs td {{ width: 5.7mm; padding: .45mm 0; }}
  .pairs tbody th {{ line-height: 1.3; padding: .45mm 2mm .45mm 1.7em; }}
  .pairs td.ours {{ padding-left: 5mm; width: 10.7mm; }}
  .points tbody th, .points td {{ padding-top: .4mm; padding-bottom: .4mm; }}
  thead td {{
    color: #5b554d; font-size: .82em; line-height: 1.25; padding-bottom: 1mm; white-space: nowrap;
  }}
  thead td.low {{ text-align: left; }}
  thead td.high {{ text-align: right; }}
  .side {{ font-weight: 700; text-align: left; }}
  .side + .side {{ padding-left: 5mm; }}
  b {{ display: inline-block; min-width: 1.7em; font-weight: 700; text-indent: 0; }}
  .ring {{
    display: inline-block; width: 6mm; height: 6mm; border: .3mm solid #1d1b18;
    border-radius: 50%; font: normal .72em/5.3mm sans-serif; color: #6a645b; text-align: center;
  }}
  .pairs .ring {{ width: 4.9mm; height: 4.9mm; line-height: 4.2mm; }}
  .ask {{ margin-top: 1mm; padding-left: 1.7em; text-indent: -1.7em; }}
  .must {{ font-style: normal; font-weight: 700; white-space: nowrap; }}
  .ask.plain {{ padding-left: 0; text-indent: 0; }}
  .ticks {{ margin: 1mm 0 3mm 1.7em; }}
  .ticks span {{ margin-right: 7mm; white-space: nowrap; }}
  .ticks .ring {{ width: 4.4mm; height: 4.4mm; margin-right: 1.6mm; vertical-align: -.8mm; }}
  .long {{ margin: 1.5mm 0 .5mm; table-layout: fixed; }}
  .long td {{ width: auto; }}
  .long .ring {{ width: 7mm; height: 7mm; line-height: 6.3mm; }}
  .ends {{
    display: flex; justify-content: space-between; color: #5b554d; font-size: .82em;
    margin-bottom: 3mm;
  }}
  .box {{ display: inline-block; width: 14mm; height: 6mm; border: .3mm solid #1d1b18; }}
  td .box {{ vertical-align: middle; height: 5mm; }}
  .total th {{ text-align: right; }}
  .total td {{ font-weight: 700; width: 16mm; }}
  section {{ margin-bottom: 2.5mm; }}
  .line {{ height: 8mm; border-bottom: .25mm solid #8b8478; }}
  footer {{ margin-top: 4mm; }}
  .office span {{ display: inline-block; margin-right: 6mm; }}
  .office i {{
    display: inline-block; width: 26mm; height: 5mm; border-bottom: .25mm solid #8b8478;
  }}
  .back {{ margin-top: 2mm; }}
  @media print {{ body {{ padding: 0; max-width: none; }} }}
</style>
</head>
<body>
<header>
<p class="shop">{shop}</p>
<h1>{title}</h1>
</header>
<main>
{intro}
{questions}
</main>
<footer>
<p class="office"><span>{day} <i></i></span><span>{served} <i></i></span></p>
{back}
</footer>
</body>
</html>
"""
