from openfn_studio.adaptors.function_doc import FunctionDoc, ParameterDoc


def test_a_signature_marks_optional_and_rest_parameters():
    parameters = (
        ParameterDoc("a"),
        ParameterDoc("b", is_optional=True),
        ParameterDoc("c", is_rest=True),
    )

    assert FunctionDoc("http.get", parameters).signature == "http.get(a, b?, ...c)"


def test_a_function_without_documentation_shows_its_name_only():
    assert FunctionDoc("dateFns.parse", has_docs=False).signature == "dateFns.parse"
