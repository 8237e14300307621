using ArboDossier.Web;

namespace ArboDossier.Shape;

/// <summary>The reviewed matrix of a program in the repository, and its copy in SECURITY.md.</summary>
public static class MatrixFile
{
    private static string Root
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(at.FullName, "ArboDossier.sln")))
            {
                at = at.Parent ?? throw new InvalidOperationException("the tests do not run in the repository");
            }

            return at.FullName;
        }
    }

    /// <summary>Compares what is so with what was reviewed. What is so is kept beside the tests, to be looked at and copied.</summary>
    public static void Check(AccessMatrix actual, string program)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var (path, found) = (PathOf(program), Path.Combine(AppContext.BaseDirectory, $"{program}.matrix.txt"));
        File.WriteAllText(found, actual.ToText());
        var (lines, reviewed) = (actual.ToText().Split('\n'), File.ReadAllText(path).Split('\n'));
        var changed = lines.Except(reviewed).Select(x => $"now: {x}").Concat(reviewed.Except(lines).Select(x => $"reviewed: {x}")).ToList();
        changed.Should().BeEmpty("a change of access is reviewed in {0}; what is so now lies in {1}", path, found);
        lines.Should().Equal(reviewed);
    }

    /// <summary>Compares the table of SECURITY.md with the reviewed matrix.</summary>
    public static void CheckSecurity(string program)
    {
        var document = File.ReadAllText(Path.Combine(Root, "SECURITY.md"));
        var (begin, end) = ($"<!-- matrix of {program} -->\n", $"<!-- end of matrix of {program} -->");
        var (from, until) = (document.IndexOf(begin, StringComparison.Ordinal), document.IndexOf(end, StringComparison.Ordinal));
        from.Should().BeGreaterThan(0);
        until.Should().BeGreaterThan(from);
        var table = AccessMatrix.Parse(File.ReadAllText(PathOf(program))).ToMarkdown();
        var found = Path.Combine(AppContext.BaseDirectory, $"{program}.SECURITY.md");
        File.WriteAllText(found, document[..(from + begin.Length)] + table + document[until..]);
        document[(from + begin.Length)..until].Should().Be(table, "the table of SECURITY.md is generated; the document with the new one lies in {0}", found);
    }

    private static string PathOf(string program) => Path.Combine(Root, "src", program, "Access", "matrix.txt");
}
