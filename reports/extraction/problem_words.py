"""The words for what is wrong: one list for headings, for the sentences that announce, and for the ends of lists."""

from __future__ import annotations

_NOUNS = (
    r"问题|困难|不足(?:之处)?|短板(?:弱项)?|弱项|差距|薄弱(?:环节|点)|瓶颈|难[点题](?:堵点)?|堵点|痛点|卡点|挑战|制约因素"
    r"|困境|弊端|缺陷|漏洞|症结|软肋|梗阻|隐忧"
)
# In a sentence.
PROBLEM_WORDS = rf"(?:{_NOUNS})"
# Alone in a heading these too say that problems follow; in a sentence they name what the work is about.
PROBLEM_NOUN = rf"(?:{_NOUNS}|缺点|隐患|因素(?=$|分析))"
