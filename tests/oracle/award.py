"""The result of a procurement by its published method, worked out a second time.

Written from the sentences that a method says of itself, and from nothing else: with Python's fractions and the standard
library alone. Each line of the input is a procurement as JSON; each line of the output is what came of it. The tests compare
it with what the program makes of the same.
"""

import json
import sys
from fractions import Fraction as F


def show(number):
    return None if number is None else f"{number.numerator}/{number.denominator}"


def rounded(number, places, mode):
    """To so many decimal places; a half goes up (away from zero), to the even digit, or everything goes down."""
    scaled = abs(number) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    rest = F(rest, scaled.denominator)
    if mode == "half-up" and rest >= F(1, 2):
        whole += 1
    elif mode == "half-even" and (rest > F(1, 2) or (rest == F(1, 2) and whole % 2 == 1)):
        whole += 1
    return F(whole if number >= 0 else -whole, 10**places)


class Case:
    def __init__(self, case):
        self.case = case
        self.questions = case["questions"]  # [id, weight, criterion]
        self.sum_of_weights = sum(weight for _, weight, _ in self.questions)
        self.others = case["others"]  # [id, percent]
        self.marks = case["marks"]
        self.formula = case["formula"]
        self.name = self.formula["name"]
        self.criteria = []
        for _, _, criterion in self.questions:
            if criterion not in self.criteria:
                self.criteria.append(criterion)

    def share(self, score):
        """The share of the marks that a score earns."""
        return F(self.marks[score], 100)

    def question_points(self, scores, question):
        name, weight, _ = question
        return self.case["quality"] * F(weight) / self.sum_of_weights * self.share(scores[name])

    def criterion_points(self, scores):
        """The points of each criterion but price."""
        points = [
            sum(self.question_points(scores, q) for q in self.questions if q[2] == criterion) for criterion in self.criteria
        ]
        return points + [percent * self.share(scores[name]) for name, percent in self.others]

    def percent_of(self, scores, questions):
        """The percentage of the marks of some questions, by their weights."""
        all_marks = sum(q[1] for q in questions)
        return 100 * sum(q[1] * self.share(scores[q[0]]) for q in questions) / F(all_marks)

    def missed(self, scores):
        """Thresholds that are missed: (does it disqualify, where)."""
        found = []
        for threshold in self.case["thresholds"]:
            out = threshold["failing"] == "disqualifies"
            on, of = threshold["on"], threshold["of"]
            if on == "question":
                for name in of or [q[0] for q in self.questions]:
                    if scores[name] < threshold["least"]:
                        found.append((out, name))
            elif on == "criterion":
                for name in of or self.criteria + [name for name, _ in self.others]:
                    mine = [q for q in self.questions if q[2] == name]
                    if mine:
                        percent = self.percent_of(scores, mine)
                    else:
                        percent = 100 * self.share(scores[name])
                    if percent < threshold["least"]:
                        found.append((out, name))
            elif self.percent_of(scores, self.questions) < threshold["least"]:
                found.append((out, ""))
        return found

    def fails(self, tender):
        return any(out for out, _ in self.missed(tender["scores"]))

    def undecided(self, tender):
        """Whether a person must decide on the price before there is a result."""
        price = tender["price"]
        if self.name == "fixed":
            return price is not None and price != self.formula["price"]
        if price is None:
            return True
        return price <= 0 and self.case["zero"] == "refer"

    def price_score(self, price, lowest, mean):
        """Out of 100."""
        price = F(price)
        if self.name in ("lowest-over-price", "off-lowest", "off-mean") and price <= 0:
            return F(100)
        if self.name == "lowest-over-price":
            return 100 * lowest / price
        if self.name == "off-lowest":
            over = (price - lowest) / (lowest * F(self.formula["nothing_at"] - 100, 100))
            return max(F(0), 100 * (1 - over))
        if self.name == "off-mean":
            percent_lower = (mean - price) / mean * 100
            score = self.formula["at_mean"] + self.formula["per_percent"] * percent_lower
            return min(F(100), max(F(0), score))
        if self.name == "benchmark":
            full, none = F(self.formula["full"]), F(self.formula["none"])
            if price <= full:
                return F(100)
            if price >= none:
                return F(0)
            return 100 * (none - price) / (none - full)
        return None

    def rank(self, tenders):
        """The ranked tenders: a list of groups, each of tenders that share their rank, with totals and the step that set
        each group after the one before it."""
        alive = [t for t in tenders if t["assessed"] and not self.undecided(t)]
        compared = alive if self.case["compared"] == "assessed" else [t for t in alive if not self.fails(t)]
        prices = [F(t["price"]) for t in compared if t["price"] is not None and t["price"] > 0]
        lowest = min(prices) if prices else None
        mean = sum(prices) / len(prices) if prices else None
        round_to = lambda number: rounded(number, self.case["decimals"], self.case["mode"])
        totals = {}
        for tender in alive:
            if self.fails(tender):
                continue
            price = tender["price"] if tender["price"] is not None else self.formula.get("price")
            points = self.criterion_points(tender["scores"])
            if self.name == "per-quality-point":
                if sum(points) == 0:
                    continue
                total = F(price, 100) / sum(points)
            elif self.name == "lowest-passing":
                total = F(price, 100)
            else:
                if self.name != "fixed":
                    points.append(self.case["price"] * self.price_score(price, lowest, mean) / 100)
                if self.case["round"] == "each-criterion":
                    points = [round_to(it) for it in points]
                total = sum(points)
            totals[tender["id"]] = total
        ranked_by = {k: round_to(v) if self.case["rank_by"] == "rounded" else v for k, v in totals.items()}
        by_id = {t["id"]: t for t in tenders}
        lower_wins = self.name in ("per-quality-point", "lowest-passing")
        groups = []
        for figure in sorted(set(ranked_by.values()), reverse=not lower_wins):
            equal = [k for k in ranked_by if ranked_by[k] == figure]
            for nth, (group, step) in enumerate(self.separate(equal, by_id, 0)):
                groups.append((group, "figure" if nth == 0 else step))
        return groups, totals

    def separate(self, equal, by_id, first_step):
        """Equal tenders, in groups that stay equal, each with the number of the step that set it after the one before."""
        steps = self.case["ties"]
        for number in range(first_step, len(steps)):
            if len(equal) == 1:
                break
            keys = {k: self.step_key(steps[number], by_id[k]) for k in equal}
            if any(key is None for key in keys.values()) or len(set(keys.values())) == 1:
                continue
            result = []
            for key in sorted(set(keys.values())):
                below = self.separate([k for k in equal if keys[k] == key], by_id, number + 1)
                result += [(group, number if nth == 0 else step) for nth, (group, step) in enumerate(below)]
            return result
        return [(sorted(equal), None)]

    def step_key(self, step, tender):
        """The smaller goes first; none where the step says nothing."""
        scores = tender["scores"]
        if step == "quality":
            return -self.percent_of(scores, self.questions) if self.questions else 0
        if step == "price":
            return tender["price"] if tender["price"] is not None else self.formula["price"]
        if step == "weightiest-questions":
            weights = sorted({q[1] for q in self.questions}, reverse=True)
            return tuple(-scores[q[0]] for weight in weights for q in self.questions if q[1] == weight)
        if step == "draw":
            draw = self.case["draw"]
            return draw.index(tender["id"]) if tender["id"] in draw else None
        return -scores[step.split(":", 1)[1]]

    def low(self):
        """Assessed tenders whose price the test looks at."""
        test = self.case["low"]
        if test is None:
            return []
        priced = [t for t in self.case["tenders"] if t["assessed"] and t["price"] is not None]
        found = set()
        for tender in priced:
            if test["mean"] is not None and len(priced) >= test["least_tenders"]:
                group = [t for t in priced if test["of"] == "all" or t is not tender]
                mean = F(sum(t["price"] for t in group), len(group))
                if tender["price"] < mean * F(100 - test["mean"], 100):
                    found.add(tender["id"])
            if test["estimate"] is not None:
                if tender["price"] < self.case["estimate"] * F(100 - test["estimate"], 100):
                    found.add(tender["id"])
        return sorted(found)

    def answer(self):
        tenders = self.case["tenders"]
        groups, totals = self.rank(tenders)
        first = groups[0][0] if groups else []
        lower_wins = self.name in ("per-quality-point", "lowest-passing")
        ranks, place = [], 1
        for nth, (group, step) in enumerate(groups):
            for name in group:
                published = rounded(totals[name], self.case["decimals"], self.case["mode"])
                ranks.append([name, place, show(totals[name]), show(published), None if nth == 0 else step])
            place += len(group)
        assessed = [t for t in tenders if t["assessed"]]
        failed = [t["id"] for t in assessed if self.fails(t)]
        undecided = [t["id"] for t in assessed if self.undecided(t) and not self.fails(t)]
        referred = sorted(
            [t["id"], where] for t in assessed if not self.fails(t) for out, where in set(self.missed(t["scores"])) if not out
        )
        without = []
        for tender in assessed:
            if tender["id"] not in first:
                rest, _ = self.rank([t for t in tenders if t is not tender])
                without.append([tender["id"], [group for group, _ in rest]])
        flips = []
        for number, tender in enumerate(tenders):
            if not tender["assessed"]:
                continue
            for item in list(tender["scores"]):
                for to in (tender["scores"][item] - 1, tender["scores"][item] + 1):
                    if 0 <= to < len(self.marks):
                        changed = dict(tender, scores=dict(tender["scores"], **{item: to}))
                        then, _ = self.rank(tenders[:number] + [changed] + tenders[number + 1 :])
                        then = then[0][0] if then else []
                        if then != first:
                            flips.append([tender["id"], item, to, then])
        margin = None
        if len(totals) > 1:
            figures = {k: rounded(v, self.case["decimals"], self.case["mode"]) for k, v in totals.items()}
            figures = totals if self.case["rank_by"] == "exact" else figures
            best, second = sorted(figures.values(), reverse=not lower_wins)[:2]
            if not lower_wins:
                margin = best - second
            elif best > 0:
                margin = (second - best) / best * 100
        return {
            "ranks": ranks,
            "failed": failed,
            "undecided": undecided,
            "referred": referred,
            "low": self.low(),
            "without": without,
            "flips": sorted(flips),
            "margin": show(margin),
        }


def main():
    for line in sys.stdin:
        print(json.dumps(Case(json.loads(line)).answer(), separators=(",", ":")))


if __name__ == "__main__":
    main()
