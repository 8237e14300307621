using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ArboDossier.Store;

/// <summary>
/// Bridges the gap between EF Core's SQLite provider, which asks for SQLitePCLRaw 2.1, and 2.0.6, the newest that can be had here; and
/// prefers the distribution's maintained libsqlite3 over the old one in the package. A version bump of SQLitePCLRaw makes this file go away.
/// </summary>
internal static class SystemSqlite
{
    private const string SystemLibrary = "libsqlite3.so.0";

    /// <summary>True where the distribution's library is in use; production asks for it.</summary>
    public static bool UsesSystemLibrary { get; private set; }

#pragma warning disable CA2255 // A module initialiser is early enough for the programs and for the migration tool alike; nothing else is.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialise()
    {
        AssemblyLoadContext.Default.Resolving += (_, name) => name.Name == "SQLitePCLRaw.core" ? typeof(SQLitePCL.raw).Assembly : null;
        if (NativeLibrary.TryLoad(SystemLibrary, out var handle))
        {
            UsesSystemLibrary = true;
            try
            {
                NativeLibrary.SetDllImportResolver(
                    typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
                    (name, _, _) => name == "e_sqlite3" ? handle : IntPtr.Zero);
            }
            catch (InvalidOperationException)
            {
                // This file is compiled into the operator's tool as well: in a process that has both, the first one set it.
            }
        }

        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
    }
}
