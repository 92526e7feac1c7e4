from benchmarks.harness.results_page import INTRODUCTION, with_section


def test_a_new_page_has_the_introduction_and_the_section() -> None:
    page = with_section("", "speed", "Fast.")

    assert page == f"{INTRODUCTION.rstrip()}\n\n## speed\n\nFast.\n"


def test_a_section_is_replaced_where_it_stands_and_others_stay() -> None:
    page = with_section(with_section("", "speed", "Fast."), "memory", "Small.")

    again = with_section(page, "speed", "Faster.")

    assert again == page.replace("Fast.", "Faster.")


def test_the_last_section_is_replaced_too() -> None:
    page = with_section(with_section("", "speed", "Fast."), "memory", "Small.")

    assert with_section(page, "memory", "Smaller.") == page.replace("Small.", "Smaller.")


def test_a_name_that_begins_another_replaces_only_its_own() -> None:
    page = with_section(with_section("", "speed_cold", "Slow."), "speed", "Fast.")

    assert "Slow." in with_section(page, "speed", "Faster.")


def test_a_heading_inside_a_section_does_not_end_it() -> None:
    page = with_section("", "speed", "Fast.\n\n### Detail\n\nOld.")

    assert "Old." not in with_section(page, "speed", "Faster.")
