using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;

namespace ArboDossier.Contracts.Tests;

/// <summary>What crosses the wall: a closed family, read strictly, without a member that could carry a judgement or a number of a person.</summary>
public sealed class MessageTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 10, 41, 0, TimeSpan.Zero);

    private static readonly ZoneMessage[] Samples =
    [
        new CaseNotice(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "Bakkerij", new("M.", "Marieke", "", "Jansen", new(1984, 5, 17), ""), new(2026, 11, 20), At),
        new CaseFacts(Guid.NewGuid(), 1, new(2026, 11, 20), "Bakker", 32.5m, ExpectedDuration.Days, YesNoUnknown.No, false, true, [new(new(2026, 1, 1), new(2026, 1, 5))], 12, new(2026, 11, 22)),
        new ConsultationRequest(Guid.NewGuid(), Guid.NewGuid(), [ConsultationQuestion.FitForOwnWork], new(2026, 12, 1), "C. de Groot", At),
        new CaseClosed(Guid.NewGuid(), 1, CaseEnd.Recovered, new(2026, 12, 1), At),
        new AppointmentNotice(Guid.NewGuid(), Guid.NewGuid(), 1, AppointmentState.Planned, At, AppointmentPlace.Office),
        new SignedRelease([1, 2], new([1], [2], [3], [4])),
        new SignedRoster([1, 2], [new([1], [2], [3], [4])]),
    ];

    /// <summary>Every message type by name.</summary>
    public static TheoryData<string> Types => [.. Samples.Select(x => x.GetType().Name)];

    [Fact]
    public void The_family_is_closed_and_each_of_it_is_tried_here()
    {
        var derived = typeof(ZoneMessage).Assembly.GetTypes().Where(x => x.IsSubclassOf(typeof(ZoneMessage))).ToList();
        typeof(ZoneMessage).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(x => x.DerivedType).Should().BeEquivalentTo(derived);
        Samples.Select(x => x.GetType()).Should().BeEquivalentTo(derived);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_comes_back_as_it_was(string type)
    {
        var bytes = TickCodec.Write(Sample(type));
        TickCodec.Write(TickCodec.Read(bytes)).Should().Equal(bytes);
        TickCodec.Read(bytes).Should().BeOfType(Sample(type).GetType());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_unknown_member_is_refused_at_every_depth(string type)
    {
        foreach (var path in Objects(Json(type)))
        {
            var json = Json(type);
            Within(json, path)["Remark"] = "x";
            Refused(json.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_missing_or_empty_member_is_refused(string type)
    {
        foreach (var path in Objects(Json(type)))
        {
            foreach (var name in Within(Json(type), path).Select(x => x.Key).ToList())
            {
                var json = Json(type);
                Within(json, path).Remove(name);
                Refused(json.ToJsonString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_member_that_comes_twice_or_in_another_case_is_refused(string type)
    {
        foreach (var name in Json(type).Select(x => x.Key).ToList())
        {
            var member = $"\"{name}\":{Json(type)[name]?.ToJsonString() ?? "null"}";
            Refused(Json(type).ToJsonString().Replace(member, $"{member},{member}", StringComparison.Ordinal));
            var json = Json(type);
            var value = json[name];
            json.Remove(name);
            json[name.ToUpperInvariant()] = value;
            Refused(json.ToJsonString());
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"Diagnosis\"}")]
    [InlineData("{\"type\":7}")]
    public void What_is_no_message_is_refused(string text) => Refused(text);

    [Fact]
    public void A_closed_list_takes_its_words_and_no_numbers()
    {
        var text = Json(nameof(CaseClosed)).ToJsonString();
        foreach (var wrong in (string[])["0", "99", "\"0\"", "\"Unknown\"", "\"\"", "null"])
        {
            Refused(text.Replace("\"Recovered\"", wrong, StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Rule", "R-081")]
    [Trait("Rule", "R-080")]
    public void No_message_has_a_place_for_a_judgement_or_a_number_of_a_person()
    {
        string[] shortWords = ["EmployerName", "Initials", "GivenName", "Prefix", "Surname", "Phone", "Function", "AskedBy"];
        string[] forbidden = ["bsn", "diagnos", "remark", "note", "advice", "advies", "text", "comment", "reason", "cause", "complaint", "code", "attachment", "medical", "email", "address"];
        Type[] plain = [typeof(Guid), typeof(int), typeof(decimal), typeof(bool), typeof(DateOnly), typeof(DateTimeOffset)];
        var members = Samples.SelectMany(x => Members(x.GetType())).Distinct().ToList();
        members.Should().HaveCountGreaterThan(30);
        foreach (var (owner, name, kind) in members)
        {
            // "Notice" in a type's name is no note: members are judged.
            forbidden.Should().NotContain(x => name.Contains(x, StringComparison.OrdinalIgnoreCase), $"{owner}.{name}");
            var allowed = plain.Contains(kind) || kind.IsEnum || kind == typeof(string) && shortWords.Contains(name)
                || kind == typeof(byte[]) && owner is nameof(SignedRelease) or nameof(SignedRoster) or nameof(SignatureProof);
            allowed.Should().BeTrue($"{owner}.{name} is a {kind.Name}");
        }

        // From the doctor's side nothing that a person typed goes out.
        Type[] outward = [typeof(AppointmentNotice), typeof(SignedRelease), typeof(SignedRoster), typeof(Received)];
        outward.SelectMany(Members).Should().NotContain(x => x.Kind == typeof(string));
    }

    private static IEnumerable<(string Owner, string Name, Type Kind)> Members(Type type)
    {
        foreach (var property in type.GetProperties().Where(x => x.GetIndexParameters().Length == 0))
        {
            var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            kind = kind.IsGenericType ? kind.GetGenericArguments()[0] : kind;
            if (kind.Namespace == typeof(ZoneMessage).Namespace && !kind.IsEnum)
            {
                foreach (var inner in Members(kind))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (type.Name, property.Name, kind);
            }
        }
    }

    private static ZoneMessage Sample(string type) => Samples.Single(x => x.GetType().Name == type);

    private static JsonObject Json(string type) => JsonNode.Parse(TickCodec.Write(Sample(type)))!.AsObject();

    /// <summary>Paths to every object inside.</summary>
    private static List<string[]> Objects(JsonNode? node, params string[] path) => node switch
    {
        JsonObject inner => [path, .. inner.SelectMany(x => Objects(x.Value, [.. path, x.Key]))],
        JsonArray list => [.. list.SelectMany((x, i) => Objects(x, [.. path, $"{i}"]))],
        _ => [],
    };

    private static JsonObject Within(JsonNode node, string[] path) => path.Aggregate(node, (at, step) => at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!).AsObject();

    private static void Refused(string text) => FluentActions.Invoking(() => TickCodec.Read(Encoding.UTF8.GetBytes(text)))
        .Should().Throw<Exception>(text).Which.Should().Match(x => x is JsonException || x is NotSupportedException);
}
