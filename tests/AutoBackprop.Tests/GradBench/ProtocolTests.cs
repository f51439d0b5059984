using System.Text.Json;
using GradBench.Protocol;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>What the GradBench sample answers, line for line.</summary>
public class ProtocolTests
{
    [Theory]
    [InlineData("""{"id":0,"kind":"start","eval":"hello","config":{"n":1}}""", """{"id":0,"tool":"autobackprop"}""")]
    [InlineData("""{"id":1,"kind":"define","module":"hello"}""", """{"id":1,"success":true}""")]
    [InlineData("""{"id":9,"kind":"analysis","of":2,"valid":true}""", """{"id":9}""")]
    [InlineData("""{"id":10,"kind":"something new"}""", """{"id":10}""")]
    [InlineData("""{"id":11}""", """{"id":11}""")]
    public void A_message_has_its_answer(string message, string answer) => Assert.Equal(answer, Session.Answer(message));

    [Fact]
    public void A_function_is_run_as_often_as_the_input_wants()
    {
        JsonElement response = Answer("""{"id":4,"kind":"evaluate","module":"lse","function":"primal","input":{"x":[0.5],"min_runs":7,"min_seconds":0}}""");

        Assert.Equal(4, response.GetProperty("id").GetInt32());
        Assert.Equal(0.5, response.GetProperty("output").GetDouble());
        JsonElement[] timings = [.. response.GetProperty("timings").EnumerateArray()];
        Assert.Equal(7, timings.Length);
        Assert.All(timings, timing => Assert.Equal("evaluate", timing.GetProperty("name").GetString()));
        Assert.All(timings, timing => Assert.True(timing.GetProperty("nanoseconds").TryGetUInt64(out _)));
    }

    [Fact]
    public void A_function_is_run_for_as_long_as_the_input_wants()
    {
        // The first run is compiled, which takes long on a busy machine.
        Answer("""{"id":3,"kind":"evaluate","module":"lse","function":"gradient","input":{"x":[0.5,1],"min_runs":1,"min_seconds":0}}""");
        JsonElement response = Answer("""{"id":4,"kind":"evaluate","module":"lse","function":"gradient","input":{"x":[0.5,1],"min_runs":1,"min_seconds":0.2}}""");

        ulong[] runs = [.. response.GetProperty("timings").EnumerateArray().Select(timing => timing.GetProperty("nanoseconds").GetUInt64())];
        Assert.True(runs.Length > 1);
        Assert.InRange(runs.Aggregate(0ul, (a, b) => a + b), 180_000_000ul, 20_000_000_000ul);
    }

    [Theory]
    [InlineData("particle")]
    [InlineData("saddle")]
    [InlineData("nonsense")]
    public void A_module_that_is_not_there_is_undefined(string module)
    {
        JsonElement response = Answer($$"""{"id":5,"kind":"define","module":"{{module}}"}""");

        Assert.False(response.GetProperty("success").GetBoolean());
        Assert.NotEqual("", response.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("hello", "triple", "1", "has no function")]
    [InlineData("nonsense", "square", "1", "no module")]
    [InlineData("particle", "rr", """{"w":0}""", "Not supported")]
    [InlineData("kmeans", "dir", """{"points":[[1]],"centroids":[[1]]}""", "Not supported")]
    [InlineData("hello", "square", "\"one\"", "")]
    [InlineData("hello", "square", "null", "")]
    [InlineData("hello", "square", "1e200", "infinity")]
    [InlineData("lse", "primal", "{}", "'x'")]
    [InlineData("lse", "primal", """{"x":null}""", "'X'")]
    [InlineData("lse", "primal", """{"x":[]}""", "'x' is empty")]
    [InlineData("lse", "gradient", """{"x":[1,null]}""", "x[1]")]
    [InlineData("lse", "gradient", """{"x":[[1]]}""", "x[0]")]
    [InlineData("lse", "gradient", "[1]", "")]
    [InlineData("lse", "gradient", """{"x":[1],"min_runs":"many"}""", "min_runs")]
    [InlineData("lse", "gradient", """{"x":[1],"min_runs":9999999999}""", "min_runs")]
    [InlineData("lse", "gradient", """{"x":[1],"min_seconds":null}""", "min_seconds")]
    [InlineData("lse", "primal", """{"x":[1e999]}""", "infinity")]
    [InlineData("lse", "primal", """{"x":"1"}""", "x")]
    [InlineData("lse", "primal", "true", "")]
    [InlineData("det", "gradient", """{"A":[1,2,3],"ell":2}""", "'A' has 3 items, not 4")]
    [InlineData("det", "primal", """{"A":[],"ell":0}""", "'ell'")]
    [InlineData("det", "primal", """{"A":[1],"ell":14}""", "'ell' is not between 1 and 13")]
    [InlineData("det", "gradient", """{"A":[1],"ell":20}""", "'ell' is not between 1 and 13")]
    [InlineData("ode", "gradient", """{"x":[1,2],"s":0}""", "'s'")]
    [InlineData("ode", "gradient", """{"x":[],"s":1}""", "'x' is empty")]
    [InlineData("llsq", "primal", """{"x":[1],"n":1}""", "'n'")]
    [InlineData("llsq", "primal", """{"x":[1],"n":1.5}""", "n")]
    [InlineData("kmeans", "cost", """{"points":[[1,2],[3]],"centroids":[[1,2]]}""", "'points' has a row of 1 items, not 2")]
    [InlineData("kmeans", "cost", """{"points":[],"centroids":[[1]]}""", "no points")]
    [InlineData("kmeans", "cost", """{"points":[[1]],"centroids":[]}""", "no centroids")]
    [InlineData("kmeans", "cost", """{"points":[[1]],"centroids":[[1,2]]}""", "'centroids' has a row of 2 items, not 1")]
    [InlineData("kmeans", "cost", """{"points":[null],"centroids":[[1,2]]}""", "'points' has a row")]
    [InlineData("ba", "objective", """{"n":1,"m":1,"p":10,"cam":[1],"x":[1,2,3],"w":1,"feat":[1,2]}""", "'cam' has 1 items, not 11")]
    [InlineData("ba", "jacobian", """{"n":1,"m":1,"p":2147483647,"cam":[1,2,3,4,5,6,7,8,9,10,11],"x":[1,2,3],"w":1,"feat":[1,2]}""", "")]
    [InlineData("ba", "objective", """{"n":1,"m":1,"p":9,"cam":[],"x":[],"w":1,"feat":[]}""", "'p' at least 10")]
    [InlineData("lstm", "objective", """{"main_params":[],"extra_params":[],"state":[],"sequence":[[1]]}""", "'sequence'")]
    [InlineData("lstm", "objective", """{"main_params":[],"extra_params":[],"state":[[1]],"sequence":[[1],[0]]}""", "'state'")]
    [InlineData("lstm", "jacobian", """{"main_params":[[1,1,1,1]],"extra_params":[[1],[1],[1]],"state":[[1],[1]],"sequence":[[1],[0]]}""", "'main_params' has 1 items, not 2")]
    [InlineData("gmm", "objective", """{"d":1,"k":0,"n":1,"x":[[1]],"m":0,"gamma":1,"alpha":[],"mu":[],"q":[],"l":[]}""", "'k'")]
    [InlineData("gmm", "objective", """{"d":2,"k":1,"n":2,"x":[[1,2]],"m":0,"gamma":1,"alpha":[1],"mu":[[1,2]],"q":[[1,2]],"l":[[1]]}""", "'x' has 1 items, not 2")]
    [InlineData("gmm", "jacobian", """{"d":2,"k":1,"n":1,"x":[[1,2]],"m":0,"gamma":1,"alpha":[1],"mu":[[1,2]],"q":[[1,2]],"l":[[1,2]]}""", "'l' has a row of 2 items, not 1")]
    [InlineData("ht", "objective", """{"theta":[1]}""", "data")]
    public void An_input_that_cannot_be_evaluated_is_a_failure(string module, string function, string input, string part)
    {
        JsonElement response = Answer($$"""{"id":6,"kind":"evaluate","module":"{{module}}","function":"{{function}}","input":{{input}}}""");

        Assert.Equal(6, response.GetProperty("id").GetInt32());
        Assert.False(response.GetProperty("success").GetBoolean());
        Assert.False(response.TryGetProperty("output", out _));
        Assert.Contains(part, response.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[-1,0]", "[[1]]", "'us' has a row of 1 items, not 2")]
    [InlineData("[-1,0]", "[[1,0],[1,0]]", "'us' has 2 items, not 1")]
    [InlineData("[-1,1]", "[]", "does not come after its parent")]
    [InlineData("[1,0]", "[]", "does not come after its parent")]
    [InlineData("[-1]", "[]", "'parents' has 1 items, not 2")]
    public void A_hand_that_cannot_be_is_a_failure(string parents, string us, string part)
    {
        string row = "[1,0,0,0]", map = $"[{row},{row},{row},{row}]", theta = string.Join(",", Enumerable.Repeat("0", 26));
        string model = $$"""{"bone_count":2,"parents":{{parents}},"base_relatives":[{{map}},{{map}}],"inverse_base_absolutes":[{{map}},{{map}}],"base_positions":[{{row}}],"weights":[[1,0]],"triangles":[[0,0,0]],"is_mirrored":false}""";
        string input = $$"""{"theta":[{{theta}}],"data":{"model":{{model}},"correspondences":[0],"points":[[1,2,3]]},"us":{{us}} }""";
        JsonElement response = Answer($$"""{"id":6,"kind":"evaluate","module":"ht","function":"jacobian","input":{{input}} }""");

        Assert.False(response.GetProperty("success").GetBoolean());
        Assert.Contains(part, response.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{"kind":"define","module":"hello"}""", null)]
    [InlineData("""{"id":"seven","kind":"define"}""", null)]
    [InlineData("""{"id":7,"kind":8}""", 7)]
    [InlineData("""{"id":7,"kind":"define","module":8}""", 7)]
    [InlineData("""{"id":7,"kind":"evaluate","module":"hello","function":"square","input":NaN}""", null)]
    [InlineData("""{"id":7,"kind":"define","module":"hello"} and more""", null)]
    [InlineData("""{"id":7.5,"kind":"define","module":"hello"}""", null)]
    [InlineData("""{"id":99999999999999999999,"kind":"define","module":"hello"}""", null)]
    public void A_line_that_is_no_message_is_answered_and_the_session_goes_on(string line, int? id)
    {
        JsonElement response = Answer(line);

        Assert.False(response.GetProperty("success").GetBoolean());
        Assert.NotEqual("", response.GetProperty("error").GetString());
        Assert.Equal(id?.ToString() ?? "null", response.GetProperty("id").GetRawText());
        Assert.Equal("""{"id":8,"success":true}""", Session.Answer("""{"id":8,"kind":"define","module":"hello"}"""));
    }

    [Theory]
    [InlineData("""{"id":6,"kind":"define"}""", "no module")]
    [InlineData("""{"id":6,"kind":"evaluate","function":"square","input":1}""", "no module")]
    [InlineData("""{"id":6,"kind":"evaluate","module":"hello","input":1}""", "no function")]
    [InlineData("""{"id":6,"kind":"evaluate","module":"hello","function":"square"}""", "no input")]
    public void A_message_that_lacks_something_is_a_failure(string line, string part)
    {
        JsonElement response = Answer(line);

        Assert.Equal(6, response.GetProperty("id").GetInt32());
        Assert.False(response.GetProperty("success").GetBoolean());
        Assert.Contains(part, response.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_nested_deeper_than_any_message_is_answered() =>
        Assert.False(Answer("""{"id":6,"kind":"evaluate","input":""" + new string('[', 100_000)).GetProperty("success").GetBoolean());

    [Fact]
    public void The_gradient_of_the_differential_equation_is_the_programs()
    {
        // One step of Runge and Kutta's reaches four equations; the fifth solution stays 0. The suite compares with the equation's own
        // solution there, which is not what a program computes.
        JsonElement response = Answer("""{"id":6,"kind":"evaluate","module":"ode","function":"gradient","input":{"x":[1,2,3,4,5],"s":1}}""");

        Assert.Equal("[0,0,0,0,0]", response.GetProperty("output").ToString());
    }

    private static JsonElement Answer(string line)
    {
        string answer = Session.Answer(line);
        Assert.DoesNotContain('\n', answer);
        return JsonDocument.Parse(answer).RootElement;
    }
}
