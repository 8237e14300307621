using System.Net.Sockets;
using ArboDossier.Sealing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Store;

/// <summary>Failures that pass by themselves or by an operator's hand: nothing was written, and the same request can be made again later.</summary>
public static class StoreAway
{
    // SQLite: busy, locked, no memory, an error of the disk, a full disk, a file that cannot be opened.
    private static readonly int[] SqliteCodes = [5, 6, 7, 10, 13, 14];

    // PostgreSQL: the connection, too few resources (a full disk, too many connections), an operator's act, a fault of the system.
    private static readonly string[] PostgresClasses = ["08", "53", "57", "58"];

    /// <summary>True where the database or the custody of the keys is away; a page says so with 503 and asks to try again.</summary>
    public static bool Means(Exception failed)
    {
        if (CustodyException.MeansAway(failed))
        {
            return true;
        }

        for (Exception? one = failed; one is not null; one = one.InnerException)
        {
            switch (one)
            {
                case PostgresException refused:
                    return PostgresClasses.Contains(refused.SqlState[..2]);
                case SqliteException refused:
                    return SqliteCodes.Contains(refused.SqliteErrorCode);
                case NpgsqlException when one.InnerException is SocketException or IOException or TimeoutException:
                case NpgsqlException { IsTransient: true }:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }
}
