from openfn_studio.workbench.projects.adaptor_facts import (
    AdaptorFact,
    ConnectionFact,
    ExampleFact,
    FunctionFact,
    ParameterFact,
)

GET = FunctionFact(
    "get",
    "get(path, options?)",
    (
        ParameterFact("path", "string", "Where to, e.g. `/patients`."),
        ParameterFact(
            "options", "object", is_optional=True, members=(ParameterFact("query", "object"),)
        ),
    ),
    "Make a **GET** request. Its answer is `state.data`.",
    (ExampleFact("get('/a');", "Plain"), ExampleFact("get('/b', { query: { x: 1 } });")),
    "Operation",
)
OLD = FunctionFact("fetch", "fetch(path)", deprecated="Use get.", description="Fetch < things.")
BARE = FunctionFact("bare", "bare", has_docs=False)
EACH = FunctionFact("each", "each(path, operation)", description="Loop.", is_common=True)


def adaptor(*functions: FunctionFact, name: str = "http", version: str = "1.0.0") -> AdaptorFact:
    return AdaptorFact(
        name=f"@openfn/language-{name}",
        short_name=name,
        version=version,
        connection=ConnectionFact("Web API", "globe"),
        functions=functions,
    )
