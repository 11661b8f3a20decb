"""Where the case is known from: public reports of 2007 and 2008, each cited with the words that an act rests on.

Quotations have at most eight words. Everything else in the case is said in our own words.
Titles are the publications' own; one in square brackets is a description, where the title is not at hand.
"""

from trilateral.ledger.entry import Source


def news_line(quote: str = "") -> Source:
    """A party newspaper in London, 29 May 2007."""
    return Source(
        "Iran proposes ‘trilateral mechanism’ to coordinate on security in Iraq", "News Line", "2007-05-29", quote
    )


def usadi(quote: str = "") -> Source:
    """A commentary by an advocacy organisation in Washington, which compiles excerpts from others."""
    return Source("Looking for Iraq’s Security in the Wrong Places", "USADI Dispatch IV/5", "2007-05-29", quote)


def mcclatchy(quote: str = "") -> Source:
    """An agency report, as excerpted in the commentary."""
    return Source(
        "U.S.-Iran discussions yield lots of charges, little accord", "McClatchy Newspapers", "2007-05-29", quote
    )


def new_york_times(quote: str = "") -> Source:
    """A newspaper report, as excerpted in the commentary."""
    title = "U.S. and Iranian Officials Meet in Baghdad, but Talks Yield No Breakthroughs"
    return Source(title, "The New York Times", "2007-05-29", quote)


def la_times(quote: str = "") -> Source:
    """A newspaper report, as excerpted in the commentary."""
    return Source("U.S.-Iran talks yield little progress", "Los Angeles Times", "2007-05-29", quote)


def washington_post(quote: str = "") -> Source:
    """A newspaper report of the day after."""
    title = "U.S., Iran Open Dialogue On Iraq"
    return Source(title, "The Washington Post", "2007-05-29", quote)


def debka(quote: str = "") -> Source:
    """A website's report on the day of the first round."""
    title = "Iran proposes a US-Iran-Iraqi trilateral mechanism to coordinate security matters in Iraq"
    return Source(title, "DEBKAfile", "2007-05-28", quote)


def iraqslogger(quote: str = "") -> Source:
    """A website's report of the announcement."""
    return Source("US-Iran Set Date for Meeting", "IraqSlogger", "2007-05-17", quote)


def iraqslogger_after(quote: str = "") -> Source:
    """A website's report on the day of the first round."""
    return Source("[On the first round]", "IraqSlogger", "2007-05-28", quote)


def la_times_before(quote: str = "") -> Source:
    """A newspaper report of the day after the announcement."""
    return Source("U.S.-Iran talks on Iraq scheduled for May 28", "Los Angeles Times", "2007-05-18", quote)


def jerusalem_post(quote: str = "") -> Source:
    """A newspaper report before the second round."""
    return Source("Iran: US has requested further talks", "The Jerusalem Post", "2007-07-18", quote)


def cbs(quote: str = "") -> Source:
    """A broadcaster's report of the second round."""
    return Source("Iran, U.S. To Form Iraq “Subcommittee”", "CBS News", "2007-07-24", quote)


def washington_times(quote: str = "") -> Source:
    """A newspaper report of the second round, after an agency."""
    return Source("U.S. envoy rips Iran over aid to militias", "The Washington Times", "2007-07-25", quote)


def financial_times(quote: str = "") -> Source:
    """A newspaper report of the second round."""
    return Source("Iran to join US on Iraq security body", "Financial Times", "2007-07-25", quote)


def daily_star(quote: str = "") -> Source:
    """An agency report before the subcommittee met."""
    return Source("Iran, US experts to meet on Iraq security", "The Daily Star, after AFP", "2007-08-04", quote)


def rferl(quote: str = "") -> Source:
    """A broadcaster's report on the day of the subcommittee."""
    return Source("Iraqi, Iranian, And U.S. Officials Meet In Baghdad", "RFE/RL", "2007-08-06", quote)


def usa_today(quote: str = "") -> Source:
    """An agency report on the day of the subcommittee."""
    return Source("U.S., Iran hold expert-level talks on Iraq", "USA Today, after AP", "2007-08-06", quote)


def eurasia(quote: str = "") -> Source:
    """A website's report of who sat in the subcommittee."""
    return Source("Iran-Iraq-US Committee Starts Work", "eurasia.ro", "2007-08-07", quote)


def foreign_policy_blogs(quote: str = "") -> Source:
    """A website that tells of the date in December and of the one in February."""
    return Source("Iran postpones meetings with the United States", "Foreign Policy Blogs", "2008-02-15", quote)


def afp_february(quote: str = "") -> Source:
    """An agency report on the day before the date in February."""
    return Source("US-Iran talks on Iraq postponed: American embassy", "AFP", "2008-02-14", quote)


def reuters_february(quote: str = "") -> Source:
    """An agency report on the day before the date in February."""
    return Source("Iran postpones Iraq security talks with U.S.", "Reuters", "2008-02-14", quote)


def reuters_reasons(quote: str = "") -> Source:
    """An agency report of what the postponement was said to be due to."""
    return Source("Iran says U.S. talks delayed for technical reasons", "Reuters", "2008-02-17", quote)


def reuters_march(quote: str = "") -> Source:
    """An agency report of what the host made of the meeting that did not take place."""
    return Source("Iraq blames misunderstanding for Iran-US talks mixup", "Reuters", "2008-03-09", quote)


def attajdid(quote: str = "") -> Source:
    """A newspaper report, after an agency, of how the delegation left."""
    return Source("[On the departure of the Iranian delegation]", "Attajdid, after AFP", "2008-03", quote)


def new_york_sun(quote: str = "") -> Source:
    """A newspaper report of the last day of the case."""
    return Source("Iraq Downplays Chances For U.S.-Iran Talks", "The New York Sun", "2008-05-08", quote)
